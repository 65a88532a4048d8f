// From a disk no worker can be started and nothing can be fetched. The theme's search asks for a worker; here it gets a
// hidden frame that runs the same file and speaks in the same way. Only sites built for the disk carry this.
if (location.protocol === "file:") {
  // The file looks for this name to find its languages beside itself.
  window.IFrameWorker = true;
  window.Worker = class extends EventTarget {
    constructor(address) {
      super();
      const frame = document.createElement("iframe");
      frame.hidden = true;
      frame.title = "Search";
      document.body.append(frame);
      this.inner = frame.contentWindow;
      this.inner.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
      const load = (place) => new Promise((done, failed) => {
        const script = this.inner.document.createElement("script");
        Object.assign(script, { src: new URL(place, location), onload: done, onerror: failed });
        this.inner.document.body.append(script);
      });
      this.inner.importScripts = async (...places) => { for (const place of places) await load(place); };
      this.ready = load(address);
    }

    postMessage(data) {
      this.ready.then(() => this.inner.dispatchEvent(new MessageEvent("message", { data })));
    }
  };
}

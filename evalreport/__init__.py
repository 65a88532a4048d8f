"""Evidence-backed release reports of AI systems.

The library side, for notebooks and scripts: ``evalreport.read(FILE).to_pandas()``.
"""

__version__ = "1.0.0"

"""YAML documents to values: strict nodes, validated models, bundles."""

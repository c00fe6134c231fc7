"""People and firms: number rules, documents, masking. Reads nothing from devices by itself."""

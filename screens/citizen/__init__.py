"""The screens that citizens see: one class and one kv each."""

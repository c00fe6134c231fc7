"""The long-lived process: assembly, supervisor of visits, messages. Sees no case in the clear."""

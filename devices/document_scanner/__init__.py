"""Document camera: frames in, flat pages and one PDF out."""

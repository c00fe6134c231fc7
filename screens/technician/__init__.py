"""The screens of staff, in graphite with an amber stripe. Each draws one view."""

"""The process of one citizen. Holds all personal data, and ends with the person."""

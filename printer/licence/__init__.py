"""Official sheets: composing them as PDF, and handing them to the printer over IPP."""

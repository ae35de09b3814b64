"""Units and customers from Excel or CSV: read, checked, shown, and taken over as a whole or not at all."""

"""How fast the product is beside what this machine allows (`make bench`)."""

"""What every Python stack of the reference app shares: the contract, the database and the checks of input."""

"""People, the OPD tree, roles and grants, sign-in."""

"""The API: what programs read and do, by the same operations as the admin."""

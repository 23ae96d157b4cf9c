"""The classification methods: one file each."""

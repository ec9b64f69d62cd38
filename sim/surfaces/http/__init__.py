"""The command set over HTTPS: FastAPI, loopback only, a certificate per session."""

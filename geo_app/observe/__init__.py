"""How the server is doing: logs, figures for Prometheus, whether it is ready, what an administrator looks at."""

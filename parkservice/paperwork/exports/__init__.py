"""Long lists as files: written by the worker, fetched by the person who asked."""

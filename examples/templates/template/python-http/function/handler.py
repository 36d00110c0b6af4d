def handle(event, context):
    """Handles one request. event has body, headers, method, query and path. context has hostname."""
    return "Hello from faas-trace's Python template\n"

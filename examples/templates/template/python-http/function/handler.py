def handle(event, context):
    """event has body, headers, method, query and path; context has hostname."""
    return "Hello from faas-trace's Python template\n"

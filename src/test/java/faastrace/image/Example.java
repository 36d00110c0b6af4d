package faastrace.image;

/** The example functions, each with its template and a request that keeps it busy for a while. */
enum Example {
    PYTHON("pi-python", "python-http", "1500"),
    GO("pi-go", "go-http", "8000"),
    NODE("pi-node", "node-http", "4000"),
    SHELL("pi-shell", "shell-classic", "800");

    private final String function;
    private final String template;
    private final String digits;

    Example(String function, String template, String digits) {
        this.function = function;
        this.template = template;
        this.digits = digits;
    }

    String function() {
        return function;
    }

    String template() {
        return template;
    }

    String digits() {
        return digits;
    }
}

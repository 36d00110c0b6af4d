package faastrace.cli.template;

import static faastrace.cli.terminal.TerminalSafe.printable;

import faastrace.cli.terminal.TerminalProgress;
import faastrace.repository.PullListener;
import faastrace.repository.folder.PullResult;
import faastrace.repository.git.Reference;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** Prints the messages of a pull as faas-cli does, and reports which patched templates the pull overwrote. */
final class PullMessages implements PullListener {
    private final PrintWriter out;
    private final PrintWriter err;
    private final Predicate<String> isPatched;
    private final TerminalProgress progress;
    private List<String> patched = List.of();

    PullMessages(CommandLine command, Predicate<String> isPatched) {
        this.out = command.getOut();
        this.err = command.getErr();
        this.isPatched = isPatched;
        this.progress = TerminalProgress.on(err);
    }

    @Override
    public void fetching(Reference reference) {
        progress.clear();
        err.println("Fetching templates from " + reference.displayUrl()
                + (reference.ref() == null ? "" : " [" + reference.ref() + "]"));
        err.flush();
    }

    @Override
    public void note(String what) {
        progress.clear();
        err.println("Note: " + printable(what));
        err.flush();
    }

    @Override
    public void step(String what, long done, long total) {
        progress.step(what, done, total);
    }

    @Override
    public void waiting(String sentence) {
        progress.waiting(sentence);
    }

    @Override
    public void landing(List<String> names) {
        // This must be checked before the pull, because replaced files no longer show that they were patched.
        patched = names.stream().filter(isPatched).toList();
    }

    void written(PullResult written) {
        progress.clear();
        out.println("Wrote " + written.folders().size() + " template(s) : "
                + written.names().stream().collect(Collectors.joining(" ", "[", "]")));
        for (PullResult.Folder folder : written.folders()) {
            if (!folder.replaced().isEmpty() && patched.contains(folder.name())) {
                overwritten(folder.name(), String.join(", ", folder.replaced()));
            }
        }
        flush();
    }

    /** Reports what faas-cli wrote. faas-cli does not say which files it replaced. */
    void writtenByFaasCli(List<String> names) {
        names.stream().filter(patched::contains).forEach(name -> overwritten(name, "its files"));
        flush();
    }

    void line(String line) {
        out.println(line);
        out.flush();
    }

    private void overwritten(String name, String files) {
        err.println("template/" + name + " was patched; the pull replaced " + files + ". Run 'faas-trace patch " + name
                + "' to patch it again.");
    }

    private void flush() {
        out.flush();
        err.flush();
    }
}

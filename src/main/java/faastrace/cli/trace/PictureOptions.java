package faastrace.cli.trace;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options for a picture's output file and title. */
final class PictureOptions {
    /** The option for the output file. */
    @Mixin
    private OutputFile file;

    @Option(
            names = "--title",
            paramLabel = "TEXT",
            description = "Title of the page or the SVG image (default: the names of the function and the file).")
    private @Nullable String title;

    /** Returns the title from the command line; if there is none, the given title. */
    String title(String otherwise) {
        return title == null ? otherwise : title;
    }

    /** Whether neither an output file nor a title was given. */
    boolean isDefault() {
        return title == null && file.isStandardOutput();
    }

    /** The file that the picture is written to. */
    OutputFile file() {
        return file;
    }
}

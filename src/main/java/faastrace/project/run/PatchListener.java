package faastrace.project.run;

import java.util.List;

/** Receives reports about a patch while it runs. */
public interface PatchListener {
    /** Something in the repository that the user may not expect, as one sentence without a full stop. */
    void warning(String text);

    /** The templates with these names are missing and are about to be pulled. */
    void pulling(List<String> names);
}

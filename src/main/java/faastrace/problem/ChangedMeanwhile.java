package faastrace.problem;

/** Another run changed files while this run was reading them. Commands try again before they report this problem. */
public final class ChangedMeanwhile extends Problem {
    private static final long serialVersionUID = 1L;

    /** @param file the file that was listed in its folder, but was missing afterwards */
    public ChangedMeanwhile(String file) {
        super(file, "was removed while this command was running", "run the command again");
    }
}

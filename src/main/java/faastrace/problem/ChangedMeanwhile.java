package faastrace.problem;

/** Another run changed files while this one was reading them. To begin again is the cure, so commands do that first. */
public final class ChangedMeanwhile extends Problem {
    private static final long serialVersionUID = 1L;

    /** @param file the file that was there when its folder was read, and then was not */
    public ChangedMeanwhile(String file) {
        super(file, "was removed while this run was under way", "run the command again");
    }
}

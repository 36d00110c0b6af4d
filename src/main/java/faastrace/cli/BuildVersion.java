package faastrace.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version of the running jar, and the commit from which it was built. */
final class BuildVersion {
    /** Maven writes this file. It is missing if the jar was built without git. */
    private static final String COMMIT = "commit.properties";

    private BuildVersion() {}

    /** The program's name and its version, from the jar's manifest. */
    static String name() {
        String version = BuildVersion.class.getPackage().getImplementationVersion();
        return "faas-trace " + (version == null ? "(development)" : version);
    }

    /** The program's name, its version, and the commit and its date if they are known. */
    static String withCommit() {
        try (InputStream file = BuildVersion.class.getResourceAsStream(COMMIT)) {
            if (file == null) {
                return name();
            }
            Properties commit = new Properties();
            commit.load(file);
            return withCommit(commit);
        } catch (IOException | IllegalArgumentException damaged) {
            return name();
        }
    }

    static String withCommit(Properties commit) {
        String id = commit.getProperty("git.commit.id.abbrev", "");
        String day = commit.getProperty("git.commit.time", "");
        return id.isEmpty() || day.isEmpty() ? name() : name() + " (commit " + id + ", " + day + ")";
    }
}

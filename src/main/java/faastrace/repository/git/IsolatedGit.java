package faastrace.repository.git;

import java.io.File;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/**
 * Isolates JGit from the git settings of the user and the machine. JGit then neither reads these settings, nor writes
 * its own settings to HOME, nor runs the git binary to find settings.
 */
final class IsolatedGit extends SystemReader.Delegate {
    private static boolean done;

    private IsolatedGit(SystemReader system) {
        super(system);
    }

    static synchronized void isolate() {
        if (!done) {
            SystemReader.setInstance(new IsolatedGit(SystemReader.getInstance()));
            EnvironmentProxies.use();
            done = true;
        }
    }

    @Override
    public FileBasedConfig openUserConfig(Config parent, FS fs) {
        return new Nothing(parent, fs);
    }

    @Override
    public FileBasedConfig openSystemConfig(Config parent, FS fs) {
        return new Nothing(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(Config parent, FS fs) {
        return new Nothing(parent, fs);
    }

    private static final class Nothing extends FileBasedConfig {
        Nothing(Config parent, FS fs) {
            super(parent, (File) null, fs);
        }

        @Override
        public void load() {
            // There is no file.
        }

        @Override
        public void save() {
            // There is no file.
        }

        @Override
        public boolean isOutdated() {
            return false;
        }

        /**
         * Returns a fixed resolution for the file system's clock. Without it, JGit would measure the resolution, which
         * takes seconds. JGit needs the resolution only to detect changes to files, and here no files change.
         */
        @Override
        public String getString(String section, String subsection, String name) {
            return section.equals("filesystem") ? "10 ms" : super.getString(section, subsection, name);
        }
    }
}

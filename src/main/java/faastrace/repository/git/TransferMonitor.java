package faastrace.repository.git;

import org.eclipse.jgit.lib.ProgressMonitor;

/** Passes JGit's progress on to {@link Progress}. */
final class TransferMonitor implements ProgressMonitor {
    private final Progress progress;
    private String task = "";
    private long done;
    private long total;

    TransferMonitor(Progress progress) {
        this.progress = progress;
    }

    @Override
    public void start(int tasks) {
        // The number of tasks says nothing about how long they take.
    }

    @Override
    public void beginTask(String title, int work) {
        task = title;
        done = 0;
        total = work == UNKNOWN ? -1 : work;
        progress.step(task, done, total);
    }

    @Override
    public void update(int completed) {
        done += completed;
        progress.step(task, done, total);
    }

    @Override
    public void endTask() {
        progress.step(task, done, done);
    }

    @Override
    public boolean isCancelled() {
        return Thread.currentThread().isInterrupted();
    }

    @Override
    public void showDuration(boolean enabled) {
        // Durations are never shown.
    }
}

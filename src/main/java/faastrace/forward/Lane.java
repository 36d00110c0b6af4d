package faastrace.forward;

import faastrace.problem.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A thread that takes waiting traces, converts them, and pushes them as a batch. While it waits for the backend, other
 * lanes do the same with other traces.
 */
final class Lane implements Runnable {
    /** The number of traces in a batch while few traces are waiting. After a crash, these may be delivered twice. */
    private static final int FEW = 50;

    private static final int MANY = 200;

    /** If more traces than this number of small batches are waiting, the batches become larger. */
    private static final int SMALL_BATCHES = 20;

    private final Spool spool;
    private final Backlog backlog;
    private final TraceProfiles profiles;
    private final BatchPusher pusher;
    private final Outcomes outcomes;
    private final Batch batch = new Batch();

    /** Whether the current round goes on. It ends early if the backend fails. */
    private boolean going;

    Lane(Spool spool, Backlog backlog, TraceProfiles profiles, BatchPusher pusher, Outcomes outcomes) {
        this.spool = spool;
        this.backlog = backlog;
        this.profiles = profiles;
        this.pusher = pusher;
        this.outcomes = outcomes;
    }

    @Override
    public void run() {
        try {
            while (!backlog.isStopped()) {
                round();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void round() throws InterruptedException {
        List<Spool.Entry> entries = List.of();
        List<Claim> claims = new ArrayList<>();
        try {
            int most = (int) Math.max(FEW, Math.min(MANY, spool.pending() / SMALL_BATCHES));
            entries = backlog.take(most);
            push(entries, claims, most);
        } catch (IOException | Problem folder) {
            outcomes.sayOnce("cannot read the waiting traces: " + folder.getMessage());
            backlog.pause();
        } catch (RuntimeException | OutOfMemoryError failure) {
            // An error that left this method would end this thread for good.
            outcomes.sayOnce("cannot push the waiting traces: " + failure);
            backlog.pause();
        } finally {
            batch.clear();
            claims.forEach(Claim::close);
            backlog.giveBack(entries);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private void push(List<Spool.Entry> entries, List<Claim> claims, int most)
            throws IOException, InterruptedException {
        going = true;
        for (Spool.Entry entry : entries) {
            Optional<Claim> claim = going ? spool.claim(entry) : Optional.empty();
            if (claim.isPresent()) {
                claims.add(claim.get());
                convert(new ClaimedTrace(claim.get()), most);
                // Large batches are pushed here, because only a few traces can be converted at the same time, and a
                // push during a conversion would block one of these places.
                going = going && (!batch.isFull(most) || pusher.push(batch));
            } else if (going) {
                backlog.rest(entry);
            }
        }
        if (going) {
            pusher.push(batch);
        }
    }

    private void convert(ClaimedTrace trace, int most) throws InterruptedException {
        try {
            if (profiles.of(trace, profile -> add(profile, most))) {
                batch.add(trace);
            } else if (going) {
                backlog.rest(trace.entry());
            }
        } catch (IOException unreadable) {
            outcomes.sayOnce("cannot read a waiting trace: " + unreadable.getMessage());
            backlog.rest(trace.entry());
        }
    }

    /** Adds a profile to the batch. If the batch is full, pushes it first. */
    private boolean add(Profile profile, int most) throws IOException {
        try {
            going = going && (batch.hasRoom(profile, most) || pusher.push(batch));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            going = false;
        }
        if (going) {
            batch.add(profile);
        }
        return going;
    }
}

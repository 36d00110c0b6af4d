package faastrace.cli;

import faastrace.problem.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The demo's functions, built, started and ended side by side, as most of that is waiting. */
final class DemoFunctions implements AutoCloseable {
    private final List<DemoRecipe> order;
    private final Map<DemoRecipe, DemoFunction> running = new HashMap<>();
    private final Thread hook = new Thread(this::end, "demo-stop");

    private DemoFunctions(List<DemoRecipe> order) {
        this.order = order;
    }

    /**
     * Starts them all.
     *
     * @throws Problem of the first that did not start; the others are ended
     */
    static DemoFunctions start(Path root, DemoFiles files, List<DemoRecipe> recipes, int collectorPort)
            throws IOException {
        DemoFunctions functions = new DemoFunctions(recipes);
        Runtime.getRuntime().addShutdownHook(functions.hook);
        try {
            functions.sideBySide(recipes.stream()
                    .<Callable<Void>>map(recipe -> () -> {
                        functions.add(recipe, DemoFunction.start(root, files, recipe, collectorPort));
                        return null;
                    })
                    .toList());
            return functions;
        } catch (IOException | RuntimeException e) {
            functions.close();
            throw e;
        }
    }

    private synchronized void add(DemoRecipe recipe, DemoFunction function) {
        running.put(recipe, function);
    }

    private synchronized List<DemoFunction> running() {
        return order.stream().filter(running::containsKey).map(running::get).toList();
    }

    /** Sends requests to one function after the other. */
    void request(int requests, PrintWriter out) throws IOException {
        for (DemoFunction function : running()) {
            function.request(requests, out);
        }
    }

    private void end() {
        try {
            sideBySide(running().stream()
                    .<Callable<Void>>map(function -> () -> {
                        function.close();
                        return null;
                    })
                    .toList());
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void sideBySide(List<Callable<Void>> tasks) throws IOException {
        ExecutorService workers = Executors.newFixedThreadPool(Math.max(1, tasks.size()));
        try {
            for (Future<Void> task : workers.invokeAll(tasks)) {
                task.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } finally {
            workers.shutdown();
        }
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException stopping) {
            // The hook does the same.
        }
    }
}

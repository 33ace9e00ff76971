package io.github.syncimage.demo;

import io.github.syncimage.image.ImageReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * People who go on asking on the {@link Stage}, so that there is something to look at: three at a time, for images that
 * come over a thin line. Now and then one asks for what there is not.
 */
public final class Traffic {
    private static final int AT_ONCE = 3;
    private static final int LAYERS = 14;
    /** What the stand-in for the target takes in one request. */
    private static final int BYTES = 240 * 1000;

    private static final int BYTES_PER_SECOND = 32 * 1024;
    /** Of those that came before, so that a demo of a day takes no more memory than one of minutes. */
    private static final int MOST_KEPT = 6;

    private static final int SECOND_PLATFORM_OF_EVERY = 3;
    private static final int ABSENT_ONE_OF_EVERY = 5;

    private static final List<String> USERS = List.of("lin-wei", "chenxi-ops", "tomasz-k", "ann", "priya");
    private static final List<String> REPOSITORIES = List.of(
            "registry.k8s.io/ingress-nginx/controller",
            "quay.io/argoproj/argocd",
            "ghcr.io/open-telemetry/collector",
            "quay.io/prometheus/prometheus",
            "gcr.io/google-samples/hello-app",
            "docker.io/grafana/grafana",
            "registry.k8s.io/kube-state-metrics/kube-state-metrics");

    private final Stage stage;
    private final Deque<Integer> open = new ArrayDeque<>();
    private final Deque<ImageReference> kept = new ArrayDeque<>();
    private int asked;

    public Traffic(Stage stage) {
        this.stage = stage;
        stage.upstream.slowDown(BYTES_PER_SECOND);
    }

    /** Opens as many issues as were closed since. */
    public void goOn() {
        open.removeIf(issue -> !stage.gitHub.issue(issue).open());
        while (open.size() < AT_ONCE) {
            int issue = stage.ask(USERS.get(asked % USERS.size()), next().toString());
            open.add(issue);
            stage.tell(issue);
        }
    }

    private ImageReference next() {
        String repository = REPOSITORIES.get(asked % REPOSITORIES.size());
        ImageReference image = ImageReference.parse(repository + ":v1." + asked);
        boolean absent = asked % ABSENT_ONE_OF_EVERY == ABSENT_ONE_OF_EVERY - 1;
        if (!absent) {
            offer(image, asked % SECOND_PLATFORM_OF_EVERY == 0);
        }
        asked++;
        return image;
    }

    private void offer(ImageReference image, boolean onePlatform) {
        String[] platforms = onePlatform ? new String[] {"linux/amd64"} : new String[] {"linux/amd64", "linux/arm64"};
        stage.upstream.add(
                image.repository().path(), image.tag(), SampleImages.large(image.toString(), LAYERS, BYTES, platforms));
        kept.add(image);
        if (kept.size() > MOST_KEPT) {
            forget(kept.remove());
        }
    }

    // Repositories come round again: what is forgotten is the oldest of all, and those after it in the same one stay.
    private void forget(ImageReference oldest) {
        if (kept.stream().noneMatch(image -> image.repository().equals(oldest.repository()))) {
            stage.upstream.forget(oldest.repository().path());
            stage.target.forget(Stage.mirrored(oldest));
        }
    }
}

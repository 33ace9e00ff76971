package io.github.syncimage.copy.plan;

import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.HostSettings.PushLimits;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which manifest media types a target accepts. */
public enum Dialect {
    /** It follows from what is known of the target's host; otherwise {@link #OCI}, and {@link #DOCKER} once the target has refused that. */
    AUTO,
    /** Manifests go as they come. */
    OCI,
    /** Docker schema 2 and manifest list only, as Huawei SWR basic wants it. */
    DOCKER;

    /**
     * What is known of each target's: by its host, or learned where a repository refused an image's OCI manifests and then
     * took Docker's of the same image. One such repository counts for itself only, two for their whole host, since a
     * registry may refuse one image for what is in it. All is forgotten after a day, since a registry may come to take OCI.
     * Safe for use by several threads.
     */
    public static final class Known {
        private static final Logger LOG = LoggerFactory.getLogger(Known.class);

        private static final Duration KEPT = Duration.ofDays(1);
        /** Bounds memory; of one host hardly more than two are added. */
        private static final int MOST = 1000;

        private static final int ENOUGH_FOR_HOST = 2;

        private final Function<String, PushLimits> limits;
        private final Clock clock;
        private final Map<Repository, Instant> tookDockers = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Repository, Instant> eldest) {
                return size() > MOST;
            }
        };

        /** @param limits of a host, known without asking it */
        public Known(Function<String, PushLimits> limits, Clock clock) {
            this.limits = limits;
            this.clock = clock;
        }

        /** Tells if manifests for this repository have to be Docker's. */
        public boolean docker(Dialect dialect, Repository target) {
            return switch (dialect) {
                case DOCKER -> true;
                case OCI -> false;
                case AUTO -> limits(target.host()).dockerOnly() || learned(target);
            };
        }

        private synchronized boolean learned(Repository target) {
            Instant oldest = clock.instant().minus(KEPT);
            tookDockers.values().removeIf(oldest::isAfter);
            return tookDockers.containsKey(target) || agreeing(target.host()) >= ENOUGH_FOR_HOST;
        }

        private long agreeing(String host) {
            return tookDockers.keySet().stream()
                    .filter(repository -> repository.host().equals(host))
                    .count();
        }

        /** A repository took an image in Docker's formats that it had refused in OCI's. */
        public synchronized void learn(Repository target) {
            if (learned(target)) {
                return;
            }
            tookDockers.put(target, clock.instant());
            LOG.info(
                    "{} refused OCI manifests and took Docker's of the same image: for a day {} gets Docker's",
                    target,
                    agreeing(target.host()) < ENOUGH_FOR_HOST ? "this repository" : "all of " + target.host());
        }

        PushLimits limits(String host) {
            return limits.apply(host);
        }
    }
}

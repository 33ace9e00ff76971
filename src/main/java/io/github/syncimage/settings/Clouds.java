package io.github.syncimage.settings;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Repository;
import io.github.syncimage.postprocess.dockerhub.DockerHubStep;
import io.github.syncimage.postprocess.swr.SwrHost;
import io.github.syncimage.registry.HostSettings.PushLimits;
import java.util.Optional;

/** Tells what is known of a registry by its host alone. Each cloud says it in its own folder below {@code postprocess}. */
public final class Clouds {
    /** Aliyun refuses the config type of BuildKit's attestations. */
    private static final PushLimits ALIYUN = new PushLimits(Integer.MAX_VALUE, Long.MAX_VALUE, false, false);

    private Clouds() {}

    public static PushLimits limits(String host) {
        if (SwrHost.matches(host)) {
            return SwrHost.LIMITS;
        }
        return host.endsWith(".aliyuncs.com") ? ALIYUN : PushLimits.NONE;
    }

    /** Says why a registry has no repository of that name; empty where it may have. */
    public static Optional<String> refusal(Repository target) {
        if (SwrHost.matches(target.host())) {
            return SwrHost.refusal(target);
        }
        return target.host().equals(ImageReference.DOCKER_HUB) ? DockerHubStep.refusal(target) : Optional.empty();
    }
}

package io.github.syncimage.postprocess.swr;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.postprocess.PostStep;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the repository of a mirrored image public, unless it is already. */
public record SwrPublication(SwrRegions regions) {
    private static final Logger LOG = LoggerFactory.getLogger(SwrPublication.class);

    /** Never throws for what SWR says: that is in the answer. */
    public PostStep publish(ImageReference target) {
        if (!regions.configured()) {
            return PostStep.notConfigured("no keys for SWR's API are configured, so the repository was left as it is");
        }
        if (SwrHost.organization(target.repository()).isEmpty()) {
            return PostStep.refused("SWR keeps images in organizations, and " + target + " names none");
        }
        try {
            SwrApi api = regions.of(target.host());
            if (api.isPublic(target.repository())) {
                return PostStep.NOTHING;
            }
            api.makePublic(target.repository());
            return PostStep.DONE;
        } catch (SwrApiException e) {
            LOG.warn("could not make {} public: {}", target.repository(), e.getMessage());
            return PostStep.refused("SWR did not make the repository public: " + e.getMessage());
        }
    }
}

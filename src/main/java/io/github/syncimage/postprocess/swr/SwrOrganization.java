package io.github.syncimage.postprocess.swr;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.postprocess.PostStep;
import io.github.syncimage.registry.RegistryException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The organization (SWR's word for a namespace) that an image goes to: created before the first copy where that is
 * configured, explained where SWR denies a push into it.
 */
public final class SwrOrganization {
    private static final Logger LOG = LoggerFactory.getLogger(SwrOrganization.class);

    private final SwrRegions regions;
    private final boolean create;
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final Map<String, String> troubles = new ConcurrentHashMap<>();

    /** @param create {@code registries.huawei_swr.create_namespace} */
    public SwrOrganization(SwrRegions regions, boolean create) {
        this.regions = regions;
        this.create = create;
    }

    /**
     * Creates the target's organization where it is missing, once while the program runs. What SWR says to that never
     * stops the copy: a push may be allowed all the same, and where it is not, {@link #explain} tells why.
     */
    public PostStep prepare(ImageReference target) {
        String organization = SwrHost.organization(target.repository());
        boolean ours = create && regions.configured() && regions.serves(target) && !organization.isEmpty();
        return ours && !known.contains(key(target)) ? ensure(target, organization) : PostStep.NOTHING;
    }

    private PostStep ensure(ImageReference target, String organization) {
        SwrApi api = regions.of(target.host());
        try {
            boolean created = !api.hasNamespace(organization) && create(api, organization);
            if (created) {
                LOG.info("created the organization {} at {}", organization, target.host());
            }
            known.add(key(target));
            troubles.remove(key(target));
            return created ? PostStep.DONE : PostStep.NOTHING;
        } catch (SwrApiException e) {
            String trouble = e.status() == 409
                    ? "it belongs to another account (" + e.getMessage() + ")"
                    : "creating it failed (" + e.getMessage() + ")";
            troubles.put(key(target), trouble);
            LOG.warn("organization {} at {}: {}", organization, target.host(), trouble);
            return PostStep.refused(trouble);
        }
    }

    /** False where another of our requests was quicker. */
    private static boolean create(SwrApi api, String organization) {
        try {
            api.createNamespace(organization);
            return true;
        } catch (SwrApiException e) {
            if (e.status() == 409 && api.hasNamespace(organization)) {
                return false;
            }
            throw e;
        }
    }

    /** Says what is known about the organization if SWR denied a push into it; empty if the trouble is another one. */
    public Optional<String> explain(RegistryException failure, ImageReference target) {
        if (failure.kind() != RegistryException.Kind.DENIED
                || target == null
                || !regions.serves(target)
                || !failure.target().contains(target.repository().toString())) {
            return Optional.empty();
        }
        String missing = "organization '" + SwrHost.organization(target.repository()) + "' is missing or not ours";
        String trouble = troubles.get(key(target));
        return Optional.of(trouble == null ? missing : missing + ": " + trouble);
    }

    private static String key(ImageReference target) {
        return target.host() + "/" + SwrHost.organization(target.repository());
    }
}

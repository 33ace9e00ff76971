package io.github.syncimage.postprocess.swr;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.postprocess.PostStep;
import io.github.syncimage.registry.RegistryException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What SWR needs beside the copy of an image: its organization (SWR's word for a namespace) is created before the first copy
 * where that is configured, and explained where SWR denies a push into it; its repository is made public after.
 */
public final class Swr {
    private static final Logger LOG = LoggerFactory.getLogger(Swr.class);

    /**
     * Tells whose SWR it is and where its management API stands.
     *
     * @param region that counts for images whose host names none, {@code cn-southwest-2}
     * @param endpoint of the API; null for the region's own
     * @param projectId of the region's project; null has the SDK ask IAM for it
     * @param iamEndpoint where the SDK asks; null for the vendor's own
     */
    public record Account(
            String accessKey, String secretKey, String region, URI endpoint, String projectId, URI iamEndpoint) {
        private static final String REGIONS_OWN = "https://swr-api.%s.myhuaweicloud.com";

        private Account in(String otherRegion) {
            return new Account(accessKey, secretKey, otherRegion, endpoint, projectId, iamEndpoint);
        }

        /** The API's address, whether configured or the region's own. */
        URI api() {
            return endpoint != null ? endpoint : URI.create(REGIONS_OWN.formatted(region));
        }

        /**
         * IAM has to be asked for the project. Somebody who gives the API another address but no IAM gets no call to the
         * public IAM behind his back: without a project id SWR takes the region's main project.
         */
        boolean asksIam() {
            return projectId == null && (endpoint == null || iamEndpoint != null);
        }

        @Override
        public String toString() {
            return "Account[" + api() + "]";
        }
    }

    private final Account account;
    private final boolean create;
    private final Function<Account, SwrApi> connect;
    private final Map<String, SwrApi> apis = new ConcurrentHashMap<>();
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final Map<String, String> troubles = new ConcurrentHashMap<>();

    /**
     * @param account null where no keys are configured; then SWR is never called
     * @param create {@code registries.huawei_swr.create_namespace}
     * @param proxies which proxy leads to an address
     */
    public Swr(Account account, boolean create, Function<URI, Optional<URI>> proxies) {
        this(account, create, proxies, SwrApi.Patience.NORMAL);
    }

    Swr(Account account, boolean create, Function<URI, Optional<URI>> proxies, SwrApi.Patience patience) {
        this.account = account;
        this.create = create;
        this.connect = there -> new SwrApi(there, proxies.apply(there.api()), patience);
    }

    public boolean serves(ImageReference image) {
        return SwrHost.matches(image.host());
    }

    private SwrApi api(ImageReference image) {
        String region = SwrHost.region(image.host()).orElse(account.region());
        return apis.computeIfAbsent(region, name -> connect.apply(account.in(name)));
    }

    /**
     * Creates the target's organization where it is missing, once while the program runs. What SWR says to that never
     * stops the copy: a push may be allowed all the same, and where it is not, {@link #explain} tells why.
     */
    public PostStep prepare(ImageReference target) {
        String organization = SwrHost.organization(target.repository());
        boolean ours = create && account != null && serves(target) && !organization.isEmpty();
        return ours && !known.contains(key(target)) ? ensure(target, organization) : PostStep.NOTHING;
    }

    private PostStep ensure(ImageReference target, String organization) {
        SwrApi api = api(target);
        try {
            boolean created = !api.hasNamespace(organization) && create(api, organization);
            if (created) {
                LOG.info("created the organization {} at {}", organization, target.host());
            }
            known.add(key(target));
            troubles.remove(key(target));
            return created ? PostStep.DONE : PostStep.NOTHING;
        } catch (SwrApi.Failure e) {
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
        } catch (SwrApi.Failure e) {
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
                || !serves(target)
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

    /**
     * Makes the repository of a mirrored image public, unless it is already. Never throws for what SWR says: that is in the
     * answer.
     */
    public PostStep publish(ImageReference target) {
        if (account == null) {
            return PostStep.notConfigured("no keys for SWR's API are configured, so the repository was left as it is");
        }
        if (SwrHost.organization(target.repository()).isEmpty()) {
            return PostStep.refused("SWR keeps images in organizations, and " + target + " names none");
        }
        try {
            SwrApi api = api(target);
            if (api.isPublic(target.repository())) {
                return PostStep.NOTHING;
            }
            api.makePublic(target.repository());
            return PostStep.DONE;
        } catch (SwrApi.Failure e) {
            LOG.warn("could not make {} public: {}", target.repository(), e.getMessage());
            return PostStep.refused("SWR did not make the repository public: " + e.getMessage());
        }
    }
}

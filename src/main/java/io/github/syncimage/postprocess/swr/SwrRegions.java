package io.github.syncimage.postprocess.swr;

import io.github.syncimage.image.ImageReference;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The management API of each region that images go to. An image's region is the one in its host name; the configured one
 * counts where that names none.
 */
public final class SwrRegions {
    private final SwrAccount account;
    private final Function<URI, Optional<URI>> proxies;
    private final SwrRetry patience;
    private final Map<String, SwrApi> apis = new ConcurrentHashMap<>();

    /**
     * @param account null where no keys are configured; then nothing here is ever called
     * @param proxies which proxy leads to an address
     */
    public SwrRegions(SwrAccount account, Function<URI, Optional<URI>> proxies, SwrRetry patience) {
        this.account = account;
        this.proxies = proxies;
        this.patience = patience;
    }

    public boolean serves(ImageReference image) {
        return SwrHost.matches(image.host());
    }

    boolean configured() {
        return account != null;
    }

    SwrApi of(String host) {
        String region = SwrHost.region(host).orElse(account.region());
        return apis.computeIfAbsent(region, name -> api(account.withRegion(name)));
    }

    private SwrApi api(SwrAccount there) {
        return new SwrApi(there, proxies.apply(there.api()), patience);
    }
}

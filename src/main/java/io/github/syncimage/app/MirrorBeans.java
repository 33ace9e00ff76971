package io.github.syncimage.app;

import io.github.syncimage.concurrent.DaemonThreads;
import io.github.syncimage.copy.Copier;
import io.github.syncimage.copy.source.Access;
import io.github.syncimage.flow.answer.Progress;
import io.github.syncimage.flow.line.Interruptions;
import io.github.syncimage.flow.line.Leases;
import io.github.syncimage.flow.line.Turns;
import io.github.syncimage.flow.mirror.DailyQuota;
import io.github.syncimage.flow.mirror.Enrichments;
import io.github.syncimage.flow.mirror.Mirror;
import io.github.syncimage.flow.mirror.Outcomes;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.postprocess.VisibilityCheck;
import io.github.syncimage.postprocess.dockerhub.DockerHubStep;
import io.github.syncimage.postprocess.swr.Swr;
import io.github.syncimage.registry.HostDirectory;
import io.github.syncimage.registry.Patience;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.settings.Hosts;
import io.github.syncimage.settings.Keys;
import io.github.syncimage.settings.Secret;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.store.CountedRequests;
import io.github.syncimage.store.MirrorStore;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.builder.AggregationStrategies;

/** Copies images, and does what each cloud needs before and after that. */
final class MirrorBeans {
    final RegistryClient client;
    final Copier copier;
    /** As many as are needed: requests and blobs have their bounds. */
    final ExecutorService platforms = Executors.newCachedThreadPool(DaemonThreads.named("platforms"));

    private final Settings settings;
    private final Hosts hosts;

    /** @param reached how registries are reached, which may be more than the configuration's {@code hosts} say */
    MirrorBeans(
            Settings settings, Hosts hosts, HostDirectory reached, Map<String, String> environment, MirrorStore store) {
        this.settings = settings;
        this.hosts = hosts;
        client = new RegistryClient(reached, settings.get(Keys.CONCURRENT_BLOBS), Patience.OF_A_QUEUE, store.budgets());
        copier = CopyEngines.open(settings, settings.get(Keys.SIGNATURES), environment, reached, client, store);
    }

    void addTo(
            Map<String, Object> beans,
            MirrorStore store,
            Progress progress,
            Interruptions interruptions,
            Leases leases,
            Turns turns,
            Clock clock) {
        beans.put("platformThreads", platforms);
        beans.put("enrichments", new Enrichments());
        beans.put("messageAsItWas", AggregationStrategies.useOriginal());
        DailyQuota quota = quota(store, clock);
        beans.put(
                "mirror",
                new Mirror(
                        copier,
                        this::access,
                        store,
                        WatchBeans.scope(settings)::dialect,
                        progress,
                        interruptions,
                        leases,
                        quota,
                        turns));
        beans.put("visibilityCheck", new VisibilityCheck(client.anonymous(), store::looked));
        Swr swr = swr();
        beans.put("swr", swr);
        beans.put("outcomes", new Outcomes(clock, swr::explain, quota));
        beans.put("dockerHub", dockerHub());
    }

    /** Says as whom a source is read that anybody may have asked for. */
    Access access(ImageReference source) {
        return settings.rules().servesPrivately(source) ? Access.PRIVATE : Access.PUBLIC;
    }

    private DailyQuota quota(MirrorStore store, Clock clock) {
        return new DailyQuota(
                store,
                name -> new CountedRequests.Most(
                        settings.get(Keys.REQUESTS_PER_USER_PER_DAY),
                        settings.repository(name.owner(), name.name()).requestsPerUserPerDay(),
                        settings.get(Keys.BYTES_PER_USER_PER_DAY)),
                settings.get(Keys.TRUSTED_USERS),
                clock);
    }

    private Swr swr() {
        Secret accessKey = settings.get(Keys.SWR_ACCESS_KEY);
        Swr.Account account = accessKey == null
                ? null
                : new Swr.Account(
                        accessKey.value(),
                        settings.get(Keys.SWR_SECRET_KEY).value(),
                        settings.get(Keys.SWR_REGION),
                        settings.get(Keys.SWR_ENDPOINT),
                        settings.get(Keys.SWR_PROJECT_ID),
                        settings.get(Keys.SWR_IAM_ENDPOINT));
        return new Swr(account, settings.get(Keys.SWR_CREATE_NAMESPACE), hosts::proxy);
    }

    private DockerHubStep dockerHub() {
        URI api = settings.get(Keys.DOCKER_HUB_API_URL);
        boolean target = ImageReference.DOCKER_HUB.equals(settings.get(Keys.TARGET_REGISTRY));
        return new DockerHubStep(
                api,
                target ? hosts.apply(ImageReference.DOCKER_HUB).credentials() : null,
                hosts.proxy(api).orElse(null));
    }
}

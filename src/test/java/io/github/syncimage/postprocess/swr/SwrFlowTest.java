package io.github.syncimage.postprocess.swr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.World;
import io.github.syncimage.registry.MediaTypes;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From an issue to its comment, with a target that is SWR as far as it shows: it takes Docker's manifests only, nobody but
 * the computed login writes, a repository is private until its API published it, and organizations are owned.
 */
@Tag("slow")
class SwrFlowTest {
    private static final String HOST = "swr.cn-southwest-2.myhuaweicloud.com";
    private static final String TARGET = HOST + "/team/hello-app:1.0";

    @TempDir
    private Path folder;

    private World world;
    private LoopbackSwrApi api;

    @BeforeEach
    void open() throws IOException {
        world = new World(folder);
        world.target
                .dockerOnly()
                .privateUntilPublished()
                .onlyNamespaces("team")
                .requireToken(
                        SwrHost.login("cn-southwest-2", LoopbackSwrApi.ACCESS_KEY, LoopbackSwrApi.SECRET_KEY), true);
        api = new LoopbackSwrApi(world.target);
        api.organization("team");
        world.upstream.add(
                "google-samples/hello-app",
                "1.0",
                LoopbackImages.indexWithAttestations("hello", "linux/amd64", "linux/arm64"));
        world.with("registries.generic.registry", HOST)
                .with("registries.generic.namespace", "team")
                .with(
                        "registries.hosts." + HOST + ".endpoint",
                        world.target.uri().toString());
    }

    @AfterEach
    void close() {
        api.close();
        world.close();
    }

    @Test
    void publishesAndSaysSoOnceAnybodyCanPull() {
        String comment = answer(withKeys());

        assertThat(comment)
                .contains("docker pull " + TARGET)
                .contains("| Public | yes, anybody can pull it (checked) |")
                .contains("the target takes Docker manifests only");
        assertThat(world.target.manifest("team/hello-app", "1.0").orElseThrow().mediaType())
                .isEqualTo(MediaTypes.DOCKER_LIST);
        assertThat(api.requests())
                .containsExactly(
                        "GET /v2/manage/namespaces/team/repos/hello-app",
                        "PATCH /v2/manage/namespaces/team/repos/hello-app");
        assertThat(world.github.issue(1).labels()).containsExactly("porter", "success");
    }

    @Test
    void changesNothingThatIsPublicAlready() {
        answer(withKeys());
        world.github.open("[PORTER]gcr.io/google-samples/hello-app:1.0", "", "bob", "porter");

        String comment = answer(2, world);

        assertThat(comment).contains("| Public | yes");
        assertThat(api.requests().stream().filter(request -> request.startsWith("PATCH")))
                .hasSize(1);
    }

    @Test
    void saysWhyItIsPrivateAndStillSucceeds() {
        api.forbidUpdates("SVCSTG.SWR.4030003");

        String comment = answer(withKeys());

        assertThat(comment)
                .contains("docker pull " + TARGET)
                .contains("| Public | no, it is private (making it public did not work): `")
                .contains("403 SVCSTG.SWR.4030003: You do not have permission to update the repository.");
        assertThat(world.github.issue(1).labels()).containsExactly("porter", "success");
    }

    @Test
    void callsNobodyWithoutKeys() {
        var login = SwrHost.login("cn-southwest-2", LoopbackSwrApi.ACCESS_KEY, LoopbackSwrApi.SECRET_KEY);
        world.with("registries.generic.username", login.username())
                .with("registries.generic.password", login.password())
                .with("registries.huawei_swr.endpoint", api.endpoint().toString());

        String comment = answer(world);

        assertThat(comment)
                .contains("docker pull " + TARGET)
                .contains(
                        "| Public | no, it is private (no keys for the cloud's API are configured, so it was left as it"
                                + " is): `HTTP 401");
        assertThat(api.requests()).isEmpty();
        assertThat(world.github.issue(1).labels()).containsExactly("porter", "success");
    }

    @Test
    void explainsAnOrganizationThatIsMissing() {
        world.with("registries.generic.namespace", "nobodys");

        String comment = answer(withKeys());

        assertThat(comment)
                .contains("## ❌ Failed")
                .contains("organization 'nobodys' is missing or not ours")
                .contains("an account may have five")
                .contains("create_namespace: true");
        assertThat(api.requests()).isEmpty();
        assertThat(world.github.issue(1).labels()).containsExactly("porter", "failed");
    }

    @Test
    void createsTheOrganizationWhereThatIsConfigured() {
        world.with("registries.generic.namespace", "fresh").with("registries.huawei_swr.create_namespace", "true");

        assertThat(answer(withKeys())).contains("docker pull " + HOST + "/fresh/hello-app:1.0", "| Public | yes");

        assertThat(api.requests())
                .containsExactly(
                        "GET /v2/manage/namespaces/fresh",
                        "POST /v2/manage/namespaces",
                        "GET /v2/manage/namespaces/fresh/repos/hello-app",
                        "PATCH /v2/manage/namespaces/fresh/repos/hello-app");
    }

    @Test
    void explainsAnOrganizationOfSomebodyElse() {
        api.foreignOrganization("theirs");
        world.with("registries.generic.namespace", "theirs").with("registries.huawei_swr.create_namespace", "true");

        assertThat(answer(withKeys()))
                .contains("## ❌ Failed")
                .contains("it belongs to another account (409 SVCSTG.SWR.4090102");
    }

    private World withKeys() {
        return world.with("registries.huawei_swr.access_key", LoopbackSwrApi.ACCESS_KEY)
                .with("registries.huawei_swr.secret_key", LoopbackSwrApi.SECRET_KEY)
                .with("registries.huawei_swr.project_id", LoopbackSwrApi.PROJECT_ID)
                .with("registries.huawei_swr.endpoint", api.endpoint().toString());
    }

    private String answer(World configured) {
        configured.github.open("[PORTER]gcr.io/google-samples/hello-app:1.0", "", "alice", "porter");
        return answer(1, configured);
    }

    private String answer(int issue, World configured) {
        try (Flow flow = configured.daemon()) {
            await().until(() -> !configured.github.issue(issue).open());
        }
        assertThat(configured.github.comments(issue)).hasSize(1);
        return configured.github.comments(issue).get(0).body();
    }
}

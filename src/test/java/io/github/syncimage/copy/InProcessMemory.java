package io.github.syncimage.copy;

import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Repository;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A memory that outlives copiers, as the database does. */
public final class InProcessMemory implements CopyHistory {
    private final Map<Repository, Set<Digest>> held = new ConcurrentHashMap<>();
    private final Map<Repository, Repository> owners = new ConcurrentHashMap<>();
    private final Map<ImageReference, Mirrored> mirrored = new ConcurrentHashMap<>();

    @Override
    public Map<Digest, List<Repository>> holders(String host, Collection<Digest> blobs) {
        Map<Digest, List<Repository>> holders = new HashMap<>();
        held.forEach((repository, held) -> blobs.stream()
                .filter(blob -> repository.host().equals(host) && held.contains(blob))
                .forEach(blob -> holders.computeIfAbsent(blob, digest -> new ArrayList<>())
                        .add(repository)));
        return holders;
    }

    List<Repository> holders(String host, Digest blob) {
        return holders(host, Set.of(blob)).getOrDefault(blob, List.of());
    }

    @Override
    public void holds(Repository repository, Collection<Digest> blobs) {
        held.computeIfAbsent(repository, key -> ConcurrentHashMap.newKeySet()).addAll(blobs);
    }

    @Override
    public void lacks(Repository repository, Digest blob) {
        held.getOrDefault(repository, Set.of()).remove(blob);
    }

    @Override
    public Optional<Mirrored> mirrored(ImageReference target) {
        return Optional.ofNullable(mirrored.get(target));
    }

    @Override
    public Optional<Repository> owner(Repository target) {
        return Optional.ofNullable(owners.get(target));
    }

    @Override
    public Optional<Repository> claim(Repository target, Repository source) {
        return Optional.of(owners.computeIfAbsent(target, free -> source.upstream()));
    }

    @Override
    public void remember(Mirrored copy) {
        mirrored.put(copy.target(), copy);
    }
}

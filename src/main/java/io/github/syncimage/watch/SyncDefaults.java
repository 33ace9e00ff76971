package io.github.syncimage.watch;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.settings.Complaints;
import io.github.syncimage.settings.YamlMap;
import io.github.syncimage.text.Quantities;
import java.time.Duration;
import java.util.Optional;

/** What {@code defaults} and an entry may both say; what the entry says counts. */
record SyncDefaults(Timetable timetable, RateFloor rate, BackupName backup, Boolean signatures) {
    private static final String DURATION = "a duration (90s, 30m, 6h)";
    private static final int MOST_PULLS = 1_000_000;

    /** Looking costs one request a tag where nothing has moved. */
    private static final SyncDefaults NOTHING =
            new SyncDefaults(Timetable.every(Duration.ofHours(6)), RateFloor.NONE, null, null);

    /** Of the file's {@code defaults}. */
    static SyncDefaults read(YamlMap map, ValueTemplate templates, Complaints complaints) {
        return NOTHING.overriddenBy(map, templates, complaints);
    }

    SyncDefaults overriddenBy(YamlMap map, ValueTemplate templates, Complaints complaints) {
        return new SyncDefaults(
                timetable(map).orElse(timetable),
                rate(map),
                map.value("backup", "a tag or an image name", text -> backup(templates.fillBackup(text)))
                        .orElse(backup),
                signatures(map));
    }

    /** As in regsync, {@code schedule} counts where both are given. */
    private static Optional<Timetable> timetable(YamlMap map) {
        Optional<Timetable> interval =
                map.value("interval", DURATION, text -> Timetable.every(Quantities.duration(text)));
        return map.value("schedule", "a cron line of five fields (15 3 * * *)", Timetable::cron)
                .or(() -> interval);
    }

    private RateFloor rate(YamlMap map) {
        YamlMap given = map.map("ratelimit");
        int min = given.number("min", 0, MOST_PULLS).orElse(rate.min());
        Duration retry = given.value("retry", DURATION, Quantities::duration).orElse(rate.retry());
        given.finish();
        return new RateFloor(min, retry.compareTo(RateFloor.SHORTEST) < 0 ? RateFloor.SHORTEST : retry);
    }

    private static BackupName backup(String template) {
        BackupName name = new BackupName(template);
        name.of(ImageReference.parse("localhost/some/image:1.0"));
        return name;
    }

    /** regsync has a key for those in tags and one for those behind the referrers API; here both come, or none. */
    private Boolean signatures(YamlMap map) {
        Optional<Boolean> tags = map.flag("digestTags");
        Optional<Boolean> referrers = map.flag("referrers");
        return tags.isEmpty() && referrers.isEmpty()
                ? signatures
                : (Boolean) (tags.orElse(false) || referrers.orElse(false));
    }
}

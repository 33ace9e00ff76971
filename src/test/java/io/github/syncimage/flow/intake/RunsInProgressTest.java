package io.github.syncimage.flow.intake;

import io.github.syncimage.github.ManualClock;
import io.github.syncimage.github.Repositories;

class RunsInProgressTest extends RunsInProgressContract {
    @Override
    Daemon daemon(Repositories repositories, ManualClock clock) {
        return Daemon.alone(2, repositories, clock);
    }
}

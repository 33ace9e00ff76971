package io.github.syncimage.flow.line;

import io.github.syncimage.github.Served;
import io.github.syncimage.run.Notes;
import io.github.syncimage.run.OwnLedger;
import io.github.syncimage.run.RunLedger;
import io.github.syncimage.store.MirrorStore;

class TurnsTest extends TurnsContract {
    @Override
    protected RunLedger ledger() {
        return new OwnLedger(
                Notes.empty(Served.of(clock, Served.MIRROR)::ours),
                MirrorStore.remembersNothing().keptNotes());
    }
}

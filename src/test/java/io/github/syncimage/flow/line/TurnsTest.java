package io.github.syncimage.flow.line;

import io.github.syncimage.flow.ledger.Book;
import io.github.syncimage.flow.ledger.OwnLedger;
import io.github.syncimage.flow.ledger.RunLedger;
import io.github.syncimage.github.Served;
import io.github.syncimage.store.MirrorStore;

class TurnsTest extends TurnsContract {
    @Override
    protected RunLedger ledger() {
        return new OwnLedger(
                Book.empty(Served.of(clock, Served.MIRROR)::ours),
                MirrorStore.remembersNothing().keptNotes());
    }
}

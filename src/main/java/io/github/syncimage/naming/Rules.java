package io.github.syncimage.naming;

import java.util.List;

public record Rules(List<String> todo) {}

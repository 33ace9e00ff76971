package io.github.syncimage.flow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where each box and each line of a picture goes. What starts by itself stands at the left, in the order of reading; from
 * there layers go to the right by the longest way to a box, lines over several layers are led through a point in each,
 * and the boxes of a layer stand in the order that crosses the fewest lines. The usual way to draw such graphs (Sugiyama,
 * Tagawa and Toda, 1981), in its plainest form.
 */
final class FlowLayout {
    static final int WIDTH = 218;
    static final int HEIGHT = 88;
    private static final int GAP_X = 46;
    private static final int GAP_Y = 18;
    private static final int LINE_HEIGHT = 6;
    /** Between two lines that go around. */
    static final int TRACK = 9;

    private static final int SWEEPS = 24;

    /** A box in its place, or a point that a line passes. */
    private final class Node {
        final FlowGraph.Box box;
        final int layer;
        final List<Node> before = new ArrayList<>();
        final List<Node> after = new ArrayList<>();
        double y;

        Node(FlowGraph.Box box, int layer) {
            this.box = box;
            this.layer = layer;
            while (layers.size() <= layer) {
                layers.add(new ArrayList<>());
            }
            layers.get(layer).add(this);
        }

        int x() {
            return layer * (WIDTH + GAP_X);
        }

        int height() {
            return box == null ? LINE_HEIGHT : HEIGHT;
        }

        double wanted(List<Node> neighbours) {
            return neighbours.stream().mapToDouble(node -> node.y).average().orElse(y);
        }
    }

    /** A box and its upper left corner, in pixels. */
    record Placed(FlowGraph.Box box, int x, int y) {}

    /** A line from one box to another, by the points that it passes. */
    record Line(FlowGraph.Box from, FlowGraph.Box to, List<int[]> points) {}

    private final List<List<Node>> layers = new ArrayList<>();
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final List<List<Node>> ways = new ArrayList<>();

    FlowLayout(FlowGraph graph) {
        Map<String, FlowGraph.Box> boxes = new LinkedHashMap<>();
        graph.story().forEach(box -> boxes.put(box.id(), box));
        Map<String, Integer> layerOf = layers(boxes);
        boxes.values().forEach(box -> nodes.put(box.id(), new Node(box, layerOf.get(box.id()))));
        boxes.values().forEach(box -> box.calls().stream()
                .map(nodes::get)
                .filter(called -> called != null && called.layer > layerOf.get(box.id()))
                .forEach(called -> connect(nodes.get(box.id()), called)));
        layers.forEach(FlowLayout::stack);
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            boolean forward = sweep % 2 == 0;
            inDirection(forward).stream()
                    .filter(layer -> layer != layers.get(0))
                    .forEach(layer -> order(layer, forward));
        }
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            inDirection(sweep % 2 == 0).forEach(FlowLayout::settle);
        }
        double top =
                points().mapToDouble(node -> node.y - node.height() / 2.0).min().orElse(0);
        points().forEach(node -> node.y -= top);
    }

    private Stream<Node> points() {
        return layers.stream().flatMap(List::stream);
    }

    private static Map<String, Integer> layers(Map<String, FlowGraph.Box> boxes) {
        Map<String, Integer> layers = new HashMap<>();
        boxes.values().forEach(box -> push(box, 0, boxes, layers, new LinkedHashSet<>()));
        return layers;
    }

    // A call back to one that is on the way already goes round in a circle, and is not followed.
    private static void push(
            FlowGraph.Box box,
            int layer,
            Map<String, FlowGraph.Box> boxes,
            Map<String, Integer> layers,
            Set<String> way) {
        if (!way.add(box.id())) {
            return;
        }
        layers.merge(box.id(), layer, Math::max);
        box.calls().stream()
                .filter(id -> boxes.containsKey(id) && !boxes.get(id).startsByItself())
                .forEach(id -> push(boxes.get(id), layers.get(box.id()) + 1, boxes, layers, way));
        way.remove(box.id());
    }

    private void connect(Node from, Node to) {
        List<Node> way = new ArrayList<>(List.of(from));
        for (int layer = from.layer + 1; layer < to.layer; layer++) {
            way.add(new Node(null, layer));
        }
        way.add(to);
        for (int i = 1; i < way.size(); i++) {
            way.get(i - 1).after.add(way.get(i));
            way.get(i).before.add(way.get(i - 1));
        }
        ways.add(way);
    }

    private List<List<Node>> inDirection(boolean forward) {
        List<List<Node>> all = new ArrayList<>(layers);
        if (!forward) {
            Collections.reverse(all);
        }
        return all;
    }

    private static void stack(List<Node> layer) {
        double y = 0;
        for (Node node : layer) {
            node.y = y + node.height() / 2.0;
            y += node.height() + GAP_Y;
        }
    }

    private static void order(List<Node> layer, boolean forward) {
        Map<Node, Double> wanted = new HashMap<>();
        layer.forEach(node -> wanted.put(node, node.wanted(forward ? node.before : node.after)));
        layer.sort(Comparator.comparing(wanted::get));
        stack(layer);
    }

    /** Nodes that have to move together, since none may overlap the one above it. */
    private record Block(double shift, List<Node> nodes) {
        Block with(Block below) {
            List<Node> all = Stream.concat(nodes.stream(), below.nodes.stream()).toList();
            double sum = shift * nodes.size() + below.shift * below.nodes.size();
            return new Block(sum / all.size(), all);
        }
    }

    // Each as near to its neighbours as the order allows: the least squares under "below the one before".
    private static void settle(List<Node> layer) {
        Map<Node, Double> offsets = new HashMap<>();
        List<Block> blocks = new ArrayList<>();
        double offset = 0;
        for (int i = 0; i < layer.size(); i++) {
            Node node = layer.get(i);
            offset += i == 0 ? 0 : (layer.get(i - 1).height() + node.height()) / 2.0 + GAP_Y;
            offsets.put(node, offset);
            List<Node> neighbours =
                    Stream.concat(node.before.stream(), node.after.stream()).toList();
            Block block = new Block(node.wanted(neighbours) - offset, List.of(node));
            while (!blocks.isEmpty() && blocks.get(blocks.size() - 1).shift() > block.shift()) {
                block = blocks.remove(blocks.size() - 1).with(block);
            }
            blocks.add(block);
        }
        blocks.forEach(block -> block.nodes().forEach(node -> node.y = block.shift() + offsets.get(node)));
    }

    List<Placed> boxes() {
        return nodes.values().stream()
                .map(node -> new Placed(node.box, node.x(), (int) Math.round(node.y - HEIGHT / 2.0)))
                .toList();
    }

    /** Each by the height at which it leaves a layer and comes to the next. */
    List<Line> lines() {
        return ways.stream()
                .map(way -> new Line(
                        way.get(0).box,
                        way.get(way.size() - 1).box,
                        way.stream()
                                .map(node -> new int[] {node.x(), (int) Math.round(node.y)})
                                .toList()))
                .toList();
    }

    /**
     * Where a message goes on through a queue: by right angles around all boxes, from the right side of the one that puts
     * it in, below everything, to the left side of the one that takes it out. None crosses another at the left.
     */
    List<Line> handOvers() {
        Map<String, Placed> byId = new LinkedHashMap<>();
        boxes().forEach(placed -> byId.put(placed.box().id(), placed));
        List<Placed[]> ends = byId.values().stream()
                .flatMap(from -> from.box().calls().stream()
                        .map(byId::get)
                        .filter(to -> to != null && to.box().startsByItself())
                        .map(to -> new Placed[] {from, to}))
                .sorted(Comparator.comparing(both -> -both[1].y()))
                .toList();
        List<Line> lines = new ArrayList<>();
        for (Placed[] both : ends) {
            lines.add(around(both[0], both[1], lines.size() + 1));
        }
        return lines;
    }

    private Line around(Placed from, Placed to, int track) {
        int right = from.x() + WIDTH;
        int leaves = from.y() + HEIGHT - TRACK;
        int down = right + GAP_X - TRACK - track * 3;
        int bottom = height() + track * TRACK;
        int arrives = to.y() + HEIGHT / 2;
        return new Line(
                from.box(),
                to.box(),
                List.of(
                        new int[] {right, leaves},
                        new int[] {down, leaves},
                        new int[] {down, bottom},
                        new int[] {-track * TRACK, bottom},
                        new int[] {-track * TRACK, arrives},
                        new int[] {to.x(), arrives}));
    }

    int width() {
        return layers.size() * (WIDTH + GAP_X) - GAP_X;
    }

    int height() {
        return (int) Math.round(
                points().mapToDouble(node -> node.y + node.height() / 2.0).max().orElse(0));
    }
}

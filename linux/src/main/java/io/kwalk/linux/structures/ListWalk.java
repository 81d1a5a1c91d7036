package io.kwalk.linux.structures;

import java.util.Optional;

/**
 * What a walk along a list met.
 *
 * @param nodes addresses of the list nodes, in order, without the head
 * @param trouble why the walk ended before the list did
 */
public record ListWalk(long[] nodes, Optional<String> trouble) {}

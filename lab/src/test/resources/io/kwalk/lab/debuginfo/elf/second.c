/* The other half. */
struct shared {
  long first;
  struct { int left, right; } pair;
  struct shared *next, *previous;
  unsigned char bytes[16];
  enum { RED, GREEN, BLUE } colour;
};

int second_function(struct shared *argument)
{
  return argument->pair.right - (int)argument->first;
}

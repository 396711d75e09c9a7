// Each test is a process that is busy for 15 s; more of them at a time would only measure each other.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]

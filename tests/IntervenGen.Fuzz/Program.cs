using IntervenGen.Core;
using IntervenGen.Fuzz;
using IntervenGen.Fuzz.Running;

try
{
    var arguments = FuzzArguments.Parse(args);
    if (arguments.WantsHelp)
    {
        Console.WriteLine(FuzzArguments.Help);
        Console.WriteLine($"\nTargets: {string.Join(", ", TargetCatalog.Names)}");
        return 0;
    }

    return arguments.Progress is null ? new Supervisor(arguments).Run() : new Worker(arguments).Run();
}
catch (UsageException exception)
{
    Console.Error.WriteLine($"fuzz: {exception.Message}");
    return 2;
}

using IntervenGen.Cluster.Profiles;

namespace IntervenGen.Cluster.Jobs;

/// <summary>A command inside a container.</summary>
internal static class Container
{
    /// <summary>The words before a command's arguments.</summary>
    /// <param name="container">The container; null for none.</param>
    /// <param name="folder">The run's folder, which is seen inside under its own path.</param>
    /// <param name="program">The program.</param>
    public static IEnumerable<string> Wrap(ContainerProfile? container, string folder, IReadOnlyList<string> program)
    {
        if (container is null)
            return program;
        string[] binds = [.. container.Binds.Prepend(folder)];
        return container.Runtime == ContainerRuntime.Enroot
            ? ["enroot", "start", "--rw", .. binds.SelectMany(bind => (string[])["--mount", EnrootMount(bind)]), container.Image, .. program]
            : [
                container.Runtime == ContainerRuntime.Apptainer ? "apptainer" : "singularity", "exec",
                .. binds.SelectMany(bind => (string[])["--bind", bind]), container.Image, .. program,
            ];
    }

    // enroot wants both sides.
    private static string EnrootMount(string bind) => bind.Contains(':', StringComparison.Ordinal) ? bind : $"{bind}:{bind}";
}

using System.Reflection;
using System.Runtime.Loader;
using IntervenGen.Core;
using IntervenGen.Tasks.Interpretation;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Folders;

/// <summary>Loads the assembly of a task's folder, in a context of its own.</summary>
/// <remarks>Its code runs with all rights of the program: name a folder's assembly only if you trust whoever made it.</remarks>
internal static class PluginAssembly
{
    /// <summary>The public classes of the assembly that a file names; none where it names none.</summary>
    /// <exception cref="UsageException">It does not exist, leads out of the folder, or cannot be loaded.</exception>
    public static PluginParts Load(ITaskFiles files, YamlName? plugin, IReadOnlyList<Type> own, ICollection<string> faults)
    {
        if (plugin is not { } name)
            return new PluginParts(own, own.Count > 0 ? "IntervenGen" : "", faults);
        try
        {
            string path = ((DiskFiles)files).Inside(name.Text);
            if (!File.Exists(path))
                throw new UsageException(
                    $"{name.Place}: '{name}' does not exist; a plugin comes with no dataset or checkpoint: name its folder with --task");
            Assembly assembly = new Context(path).LoadFromAssemblyPath(path);
            return new PluginParts(assembly.GetExportedTypes(), $"plugin '{name}'", faults);
        }
        catch (Exception exception) when (exception is BadImageFormatException or FileLoadException or FileNotFoundException
            or ReflectionTypeLoadException or TypeLoadException)
        {
            throw new UsageException($"{name.Place}: '{name}' cannot be loaded: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
        catch (UsageException exception) when (!exception.Message.StartsWith($"{name.Place}", StringComparison.Ordinal))
        {
            throw new UsageException($"{name.Place}: {exception.Message}", exception);
        }
    }

    // Types of ours must be ours, or no class of a plugin would fit; what else it needs lies beside it.
    private sealed class Context(string path) : AssemblyLoadContext(path)
    {
        private readonly AssemblyDependencyResolver _resolver = new(path);

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            Assembly? loaded = Default.Assemblies.FirstOrDefault(known => known.GetName().Name == assemblyName.Name);
            if (loaded is not null)
                return loaded;
            string? beside = _resolver.ResolveAssemblyToPath(assemblyName);
            return beside is null ? null : LoadFromAssemblyPath(beside);
        }
    }
}

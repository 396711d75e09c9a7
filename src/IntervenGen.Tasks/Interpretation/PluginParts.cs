using IntervenGen.Core;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Interpretation;

/// <summary>Makes the parts that a task names by <c>custom</c>, from the classes of an assembly.</summary>
internal sealed class PluginParts(IReadOnlyList<Type> types, string origin, ICollection<string> faults)
{
    /// <summary>Finds a public class; null, and a fault, where there is none of that name.</summary>
    public Type? Find<T>(YamlName name)
    {
        Type[] fitting = [.. types.Where(type => typeof(T).IsAssignableFrom(type) && !type.IsAbstract)];
        if (fitting.FirstOrDefault(type => type.Name == name.Text || type.FullName == name.Text) is { } found)
            return found;
        string known = fitting.Length == 0
            ? "it has none"
            : $"did you mean '{NearestName.Of(name.Text, fitting.Select(type => type.Name))}'?";
        faults.Add(origin.Length == 0
            ? $"{name.Place}: '{name}' is a class, and no 'plugin' is named that could have it"
            : $"{name.Place}: {origin} has no public {typeof(T).Name} called '{name}'; {known}");
        return null;
    }

    /// <summary>Makes one; null, and a fault, where no public class of that name can be made.</summary>
    public T Create<T>(YamlName name)
        where T : class
    {
        if (Find<T>(name) is not { } found)
            return null!;
        try
        {
            return (T)Activator.CreateInstance(found)!;
        }
        catch (Exception exception) when (exception is MissingMethodException or System.Reflection.TargetInvocationException)
        {
            Exception cause = exception.InnerException ?? exception;
            faults.Add(
                $"{name.Place}: '{name}' of {origin} cannot be made: {cause.GetType().Name}: {cause.Message.ReplaceLineEndings(" ")}");
            return null!;
        }
    }
}

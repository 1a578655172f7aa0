namespace DmlStudio.Tests.Shared.Store;

/// <summary>Records with a value of its own in every property, so that one which a file does not keep is missed.</summary>
/// <param name="flag">What is yes or no.</param>
internal sealed class Filled(bool flag)
{
    private int _made;

    public T Of<T>() => (T)Of(typeof(T));

    private object Of(Type type)
    {
        var number = ++_made;
        return Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) switch
        {
            _ when type.IsEnum => Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1)!,
            TypeCode.String => FormattableString.Invariant($"word {number}"),
            TypeCode.Boolean => flag,
            TypeCode.Byte => (byte)number,
            TypeCode.Int32 => number,
            TypeCode.Int64 => (long)number << 33,
            TypeCode.Single => number + 0.1f,
            TypeCode.Double => number + 0.1,
            _ when type.IsArray => One(type.GetElementType()!),
            _ when type.IsInterface => One(type.GetGenericArguments().Single()),
            _ => Record(Nullable.GetUnderlyingType(type) ?? type),
        };
    }

    private Array One(Type element)
    {
        var one = Array.CreateInstance(element, 1);
        one.SetValue(Of(element), 0);
        return one;
    }

    private object Record(Type type)
    {
        var constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length)!;
        var made = constructor.Invoke([.. constructor.GetParameters().Select(p => Of(p.ParameterType))]);
        var given = constructor.GetParameters().Select(p => p.Name);
        foreach (var property in type.GetProperties().Where(p => p.SetMethod is not null && !given.Contains(p.Name)))
        {
            property.SetValue(made, Of(property.PropertyType));
        }
        return made;
    }
}

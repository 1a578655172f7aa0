namespace DmlStudio.Settings;

/// <summary>Where proxies start.</summary>
public enum ProxyInit
{
    /// <summary>As published.</summary>
    Published,

    /// <summary>At the class means of the training texts.</summary>
    ClassMeans,

    /// <summary>At those means without what they have in common.</summary>
    CentredMeans,
}

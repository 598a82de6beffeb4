// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "protocol/scalar.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>

#include <optional>
#include <string>
#include <vector>

namespace gotoai::protocol {

class JsonWriter;
class JsonReader;

// A wire struct lists its fields in `template<class Self, class Codec> static void describe(Self&, Codec&)`, calling
// for each one of the codec's
//   required   must be there
//   defaulted  keeps the struct's own value when absent
//   nullable   absent and null both mean empty; written as null
//   change     of a partial update: absent means "as it is"; null is refused; written only when it is set
//   clearable  of a partial update: absent means "as it is", null means "none"
template<class T>
concept Described = requires(const T& value, JsonWriter& writer)
{
    T::describe(value, writer);
};

template<Described T>
QJsonObject toJson(const T& value);

// InvalidRequest naming the field at fault (nested ones with dots): wrong type, missing, unknown.
template<Described T>
Result<T> fromJson(const QJsonObject& object);

class JsonWriter
{
public:
    template<class T>
    void required(const char* name, const T& value)
    {
        m_object.insert(QLatin1String(name), valueOf(value));
    }
    template<class T>
    void defaulted(const char* name, const T& value)
    {
        required(name, value);
    }
    template<class T>
    void nullable(const char* name, const std::optional<T>& value)
    {
        m_object.insert(QLatin1String(name), value ? valueOf(*value) : QJsonValue());
    }
    template<class T>
    void change(const char* name, const std::optional<T>& value)
    {
        if (value)
            required(name, *value);
    }
    template<class T>
    void clearable(const char* name, const std::optional<std::optional<T>>& value)
    {
        if (value)
            nullable(name, *value);
    }

    QJsonObject take() { return std::move(m_object); }

private:
    template<class T>
    static QJsonValue valueOf(const T& value)
    {
        if constexpr (Described<T>)
            return toJson(value);
        else
            return encode(value);
    }
    template<class T>
    static QJsonValue valueOf(const std::vector<T>& values)
    {
        QJsonArray array;
        for (const T& value : values)
            array.append(valueOf(value));
        return array;
    }

    QJsonObject m_object;
};

class JsonReader
{
public:
    explicit JsonReader(const QJsonObject& object)
        : m_object(object)
    {}

    template<class T>
    void required(const char* name, T& value)
    {
        const QJsonValue json = take(name);
        if (json.isUndefined())
            fail(name, failure(ErrorCode::InvalidRequest, "it is missing"));
        else
            read(name, json, value);
    }
    template<class T>
    void defaulted(const char* name, T& value)
    {
        const QJsonValue json = take(name);
        if (!json.isUndefined())
            read(name, json, value);
    }
    template<class T>
    void nullable(const char* name, std::optional<T>& value)
    {
        const QJsonValue json = take(name);
        if (!json.isUndefined() && !json.isNull())
            read(name, json, value.emplace());
    }
    template<class T>
    void change(const char* name, std::optional<T>& value)
    {
        const QJsonValue json = take(name);
        if (!json.isUndefined())
            read(name, json, value.emplace());
    }
    template<class T>
    void clearable(const char* name, std::optional<std::optional<T>>& value)
    {
        const QJsonValue json = take(name);
        if (json.isUndefined())
            return;
        value.emplace();
        if (!json.isNull())
            read(name, json, value->emplace());
    }

    // After all fields: the first fault, or the first field that nobody asked for.
    Result<void> finish();

private:
    QJsonValue take(const char* name);
    void fail(const std::string& name, const Error& error);

    template<class T>
    void read(const std::string& name, const QJsonValue& json, T& value)
    {
        if constexpr (Described<T>) {
            if (!json.isObject())
                return fail(name, failure(ErrorCode::InvalidRequest, "an object is expected"));
            auto result = fromJson<T>(json.toObject());
            if (!result)
                return fail(name, result.error());
            value = *std::move(result);
        } else if (auto decoded = decode(json, value); !decoded) {
            fail(name, decoded.error());
        }
    }
    template<class T>
    void read(const std::string& name, const QJsonValue& json, std::vector<T>& values)
    {
        if (!json.isArray())
            return fail(name, failure(ErrorCode::InvalidRequest, "an array is expected"));
        for (const auto& element : json.toArray()) {
            T value{};
            read(name + "[" + std::to_string(values.size()) + "]", element, value);
            values.push_back(std::move(value));
        }
    }

    const QJsonObject m_object;
    QStringList m_taken;
    std::optional<Error> m_error;
};

template<Described T>
QJsonObject toJson(const T& value)
{
    JsonWriter writer;
    T::describe(value, writer);
    return writer.take();
}

template<Described T>
Result<T> fromJson(const QJsonObject& object)
{
    T value{};
    JsonReader reader(object);
    T::describe(value, reader);
    if (auto finished = reader.finish(); !finished)
        return std::move(finished).error();
    return value;
}

} // namespace gotoai::protocol

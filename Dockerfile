# Two targets, as there are two environments: `app` (web, worker, actions) and `bot` (Rasa with a trained model).
FROM python:3.11-slim-bookworm AS app
WORKDIR /izwi
RUN useradd --system --home /izwi izwi && mkdir -p /izwi/var && chown izwi /izwi/var \
    && apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/*
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY settings.py .flaskenv ./
COPY actions actions
COPY alerts alerts
COPY charts charts
COPY cities cities
COPY commands commands
COPY console console
COPY contacts contacts
COPY digests digests
COPY flows flows
COPY messaging messaging
COPY models models
COPY nlu nlu
COPY officials officials
COPY reports reports
COPY scheduler scheduler
COPY surveys surveys
COPY teaching teaching
COPY webhook webhook
COPY words words
COPY worker worker
COPY bot/domain bot/domain
COPY bot/flows bot/flows
COPY bot/templates bot/templates
COPY bot/words bot/words
COPY bot/reviews.yml bot/
USER izwi
ENV DATA_DIR=/izwi/var PYTHONUNBUFFERED=1 MPLCONFIGDIR=/tmp/matplotlib
EXPOSE 8000
CMD ["gunicorn", "--workers=2", "--threads=8", "--no-control-socket", "--keep-alive=75", "--bind=0.0.0.0:8000", "webhook.app:create_app()"]

FROM python:3.10-slim-bookworm AS bot
WORKDIR /izwi
RUN useradd --system --home /izwi izwi
COPY bot/requirements.txt bot/
RUN pip install --no-cache-dir --require-hashes -r bot/requirements.txt
COPY config.yml .
COPY cities cities
COPY nlu nlu
COPY bot bot
ENV RASA_TELEMETRY_ENABLED=false PYTHONPATH=/izwi PYTHONUNBUFFERED=1 LOG_LEVEL=WARNING
RUN python -m bot.edge train --config config.yml --domain bot/domain --data bot/rules nlu/es nlu/en nlu/zu \
    --out bot/trained --fixed-model-name bot
USER izwi
# Loopback only: in compose.yaml the worker, the actions and Rasa share one network namespace.
CMD ["python", "-m", "bot.edge", "run", "--model", "bot/trained/bot.tar.gz", "--endpoints", "bot/endpoints.yml", \
     "--credentials", "bot/credentials.yml", "-i", "127.0.0.1", "-p", "8002"]
